"""How far two numbers may differ and still count as equal: one tolerance for edges of bands, ranks and differences."""

# Numbers agree across machines to about this much, in points of the scale: 0.1 + 0.2 is 0.3.
TOLERANCE = 1e-9
