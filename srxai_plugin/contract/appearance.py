"""How strongly an attribution shows over imagery; the same on the map and in the report."""

OPAQUE = 0.85
"""Alpha at 1: the imagery below stays readable."""
GAMMA = 0.4
"""Colours and alpha follow value ** GAMMA: nine tenths of a map's pixels lie below 0.02, and a
linear ramp shows them as nothing, or as soot. The same for every map, so that maps compare."""
DETAIL_COLOURS = {
    "supported": "#0072b2",
    "plausible": "#f0a000",
    "invented": "#b0005e",
    "nothing-added": "#ffffff",
    "not-calibrated": "#bdbdbd",
}
"""Of the detail's classes, as ``results.DETAIL_LEVELS`` calls them; told apart by colour-blind
eyes too, by lightness where hue is lost. The last two say nothing of the detail."""
DETAIL_SIGNS = {"supported": "●", "plausible": "◐", "invented": "○"}
"""Of the levels that say something of the detail, beside words that say the same."""
SILENT_SIGN = "–"
"""Of the others."""
DETAIL_OPAQUE = 0.5
"""Alpha of those colours over imagery; nothing added shows nothing."""
DISAGREEMENT_COLOURS = ("#ffffff", "#fee08b", "#f46d43", "#9e0142")
"""Of what networks' pictures differ by, from nothing to contradiction; darker is more, so that they
are told apart without hues too. The first shows nothing over imagery."""
OUTLINE_COLOURS = {50: "#fff3a0", 80: "#ffa62b", 95: "#ff5a52"}
"""Of the outlines of the evidence, by the share that they hold, in %: the less, the lighter, so
that eyes that see no hue tell them apart."""
DIMMED = 0.55
"""Alpha of what darkens the imagery outside them."""
