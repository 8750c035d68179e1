"""The map: lines, zones and crossings of the agreement, as a drawing and as a table. Never a layer of persons."""
