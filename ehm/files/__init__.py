"""What people upload, made harmless before anything keeps it.

    from ehm.files.picture import Picture, read_picture
    from ehm.files.paper import Paper, read_paper, read_upload

Nothing that was uploaded is kept as it came. A picture is drawn again from its pixels, a PDF is written again without
whatever could act or tell more than its pages; both in a confined process (`ehm.confined`). What cannot be is refused
with one plain sentence. Modules named after what they do there (`redrawing`, `rewriting`) know neither Django nor us.
"""
