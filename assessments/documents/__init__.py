"""An assessment as a document: built from plain values, cut to what its reader may see, compared, and printed.

`building` makes the whole of it, `copies` what may be handed to somebody, `childs` the page for one child,
`differences` says what is new: all of that without Django and without a database. `record` reads it from rows,
`printing` writes PDFs.
"""
