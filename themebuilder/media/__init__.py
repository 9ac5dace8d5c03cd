"""Pictures and recordings, prepared for the packages. Bytes come in, bytes go out.

Start at `pictures` (prepare, keep, draw, inspect) and `recordings` (convert, measure, speak drafts). They
load Pillow and the libraries of the extra ``sound`` only when a file needs them. SVGs are checked
by `svg`, and `recording_script` is what a speaker reads from.
"""
