"""What a request may choose from, by id, for those who must offer it before an engine runs."""

from __future__ import annotations

METHOD_NAMES = {
    "amve-sr": "AMVE-SR",
    "lam": "LAM",
    "gated-gradient": "Gated gradient",
    "texture-relevance": "Texture relevance",
    "gradient": "Gradient",
    "gradient-x-input": "Gradient × input",
    "guided-backpropagation": "Guided backpropagation",
    "integrated-gradients": "Integrated gradients",
    "smoothgrad": "SmoothGrad",
    "vargrad": "VarGrad",
    "grad-cam": "Grad-CAM",
    "grad-cam++": "Grad-CAM++",
    "layercam": "LayerCAM",
    "hirescam": "HiResCAM",
    "guided-grad-cam": "Guided Grad-CAM",
    "occlusion": "Occlusion",
    "intervention": "Intervention",
    "meaningful-perturbation": "Meaningful perturbation",
}
"""By id: the engine's methods, for those who must offer them before an engine runs; in the order in
which they are offered."""

USUAL_METHODS = ("amve-sr", "lam")
"""Those made for super-resolution: asked for where nobody chooses, the others are a click away."""

OBJECTIVE_NAMES = {
    "texture": "Texture",
    "added": "Added detail",
    "band": "Texture of one band",
    "intensity": "Mean intensity",
    "index": "Spectral index",
    "gabor": "Gabor",
}
"""By id: the questions that a method can be asked."""

VIEW_NAMES = {
    "signed": "signed map",
    "bands": "map of each band",
    "density": "density",
    "layers": "layer by layer",
}
"""By id: rasters that a request can ask for beside each method's map."""

MEASURE_NAMES = {
    "deletion": "Deletion",
    "insertion": "Insertion",
    "sensitivity": "Max-sensitivity",
    "infidelity": "Infidelity",
    "randomisation": "Parameter randomisation",
}
"""By id: what ``ExplainRequest.measures`` may ask for; each costs passes of the network."""

MEASURE_SENTENCES = {
    "deletion": "How much of the region's texture changes when the pointed-at pixels lose their "
    "detail; higher is better.",
    "insertion": "How fast the region's texture returns when the pointed-at pixels get their "
    "detail back first, and goes when they lose it first.",
    "sensitivity": "How much the map changes when the image changes by noise that nobody sees; "
    "lower is better.",
    "infidelity": "How much of the effect of blurring a random square the map fails to foretell; "
    "0 is none, 1 all of it.",
    "randomisation": "How alike the map stays when the network forgets what it learned, layer by "
    "layer; a map of the network must fall apart.",
}
"""By id: each measure in the words of tooltips, reports and documents."""
