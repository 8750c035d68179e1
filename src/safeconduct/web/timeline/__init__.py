"""The timeline: anchors, limits, acts and statements in order, as a drawing and as a table."""
