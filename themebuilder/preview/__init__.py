"""The preview: finished packages in a browser, while their definitions are edited.

`server` opens the socket and `app` answers requests from a `session`, which builds themes with
`rebuilder` and reports `events`. `proxy` shows a real node instead, with our branding. `screenshots`
and `screenshot_set` take and compare pictures. `app/` is the page itself (TypeScript).
"""
