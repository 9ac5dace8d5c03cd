"""The preview: finished packages in a browser, while their definitions are edited.

`server` opens the socket and `app` answers requests from a `session`, which builds themes with
`rebuilder` and reports the events of `theme_state`. `proxy` shows a real node instead, with our
branding. `screenshots` takes and compares pictures. `app/` is the page itself (TypeScript).
"""
