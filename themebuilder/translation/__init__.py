"""Texts for translators and speakers, and where each text appears.

`rows` lists every text that can be translated. `formats` writes the rows as XLSX or XLIFF and
reads them back; `changes` checks what came back and writes it. `recording_rows` lists what a
speaker records, `where` every place that shows or speaks a message.
"""
