"""What is known of a target version, with the evidence of each fact.

`loading.load` gives a `Platform`; `Platform.extended` adds what was learnt from the user's own
deployment. `nesting` turns texts into a language file and back.
"""
