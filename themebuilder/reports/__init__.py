"""What commands tell: problems in six formats, and the accessibility report.

Start with `findings` (`Report`, what every format reads) and `formats` (the table of formats).
`accessibility` assesses a theme; `accessibility_report` renders the result; `page_in_browser`
looks at the preview's guest page in Chromium.
"""
