"""Ways to make a layout of Typst do something: `{there}` is an address that should never be asked for."""

VECTORS = [
    '#read("{there}")',
    '#image("{there}")',
    '#include "{there}"',
    '#import "{there}": *',
    '#import "@preview/nowhere:0.0.1": *',
    '#json("{there}")',
    '#pdf.attach("{there}")',
    '#eval("read(\\"{there}\\")")',
    '#panic("{there}")',
    "#[ {there}",
    "$ {there}",
    '#raw(read("{there}"))',
    '#plugin("{there}")',
    '#bibliography("{there}")',
]
