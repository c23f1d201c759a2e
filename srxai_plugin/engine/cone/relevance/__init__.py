"""Layer-wise relevance propagation over the cone's graph: rules in the place of adjoints.

A relevance lies on a tensor's values, in units of the objective. It starts at the last layers
(``start``), and each operator hands what arrives at its output down to its inputs by a rule
(``rules``, by ``choice``), where a gradient would go by the adjoint; ``course`` is the way through
a plan, and ``walk`` runs it on an image. Boxes, borders and sums over consumers are the cone's own.
"""
