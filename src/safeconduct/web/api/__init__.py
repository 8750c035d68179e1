"""The programming interface: what the pages show and do, for programs, under `/api/1/`. The same functions, the same doors."""
