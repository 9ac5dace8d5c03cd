"""What is known of Pexip's platform, each fact with its evidence.

`target.load_workspace_platform` returns the `Platform` that a workspace builds for: the facts that come
with the program (`shipped`, read from ``data/``) and those `learnt` from the user's own deployment.
`facts` has their records. `nesting` turns texts into a language file and back.
"""
