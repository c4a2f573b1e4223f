"""Pictures as plain SVG that Python writes: no styles, no scripts, so they pass the content policy and print in a PDF.

Shapes and words carry the meaning, colour only helps; each picture's <desc> says what it shows.
"""
