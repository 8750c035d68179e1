"""A graph of what waits for what. A node comes about when enough of what it waits for has come about.

All of it is needed, or one, or some number: a quorum. A node that waits for nothing can come about at once. Doing one
thing never undoes another, so the order in which things happen does not matter to what can ever happen.
"""

MINUTES_A_DAY = 1440


class Waits:
    """The graph. Nodes are numbers; the lists say what each is called, belongs to, waits for and takes."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.paths: list[str] = []
        self.children: list[list[int]] = []
        self.need: list[int] = []
        self.takes: list[int] = []
        """How long it takes at least, in minutes, once what it waits for is there."""
        self.at: list[int | None] = []
        """Before when it cannot be, in minutes of the calendar; None: no date."""
        self.index: dict[str, int] = {}
        self.parents: list[list[int]] = []

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def size(self) -> int:
        """Give how many nodes and waits there are."""
        return len(self.keys) + sum(map(len, self.children))

    def node(self, key: str, path: str = "") -> int:
        """Give the number of a node, made when first asked for. It waits for nothing yet."""
        found = self.index.get(key)
        if found is None:
            found = self.index[key] = len(self.keys)
            self.keys.append(key)
            self.paths.append(path)
            self.children.append([])
            self.need.append(0)
            self.takes.append(0)
            self.at.append(None)
        return found

    def wait(self, node: int, children: list[int], need: int | None = None) -> int:
        """Let a node wait for all of some others, or for `need` of them. Gives the node."""
        self.children[node] = list(dict.fromkeys(children))
        self.need[node] = len(self.children[node]) if need is None else need
        return node

    def close(self) -> "Waits":
        """Note who waits for each node. Gives the graph, complete."""
        self.parents = [[] for _ in self.keys]
        for node, children in enumerate(self.children):
            for child in children:
                self.parents[child].append(node)
        return self

    def part(self, node: int, most: int) -> "Waits":
        """Give what a node waits for, step by step back, as a graph of its own: the nearest `most` nodes of it."""
        near, seen = [node], {node}
        for one in near:
            if len(near) >= most:
                break
            for child in self.children[one]:
                if child not in seen:
                    seen.add(child)
                    near.append(child)
        found = Waits()
        for one in sorted(near):  # in the order of the whole, so that two runs tell the same story
            new = found.node(self.keys[one], self.paths[one])
            found.takes[new], found.at[new] = self.takes[one], self.at[one]
        for one in near:
            known = [found.index[self.keys[child]] for child in self.children[one] if child in seen]
            found.wait(found.index[self.keys[one]], known, self.need[one])
        return found.close()

    def kind(self, node: int) -> str:
        """Give what kind of node it is, such as `done` or `anchor`."""
        return self.keys[node].partition(":")[0]

    def name(self, node: int) -> str:
        """Give what a node is about, such as `withdraw` or `weapons.t1`."""
        return self.keys[node].partition(":")[2]

    def of_kind(self, *kinds: str) -> frozenset[int]:
        """Give every node of some kinds."""
        return frozenset(node for key, node in self.index.items() if key.partition(":")[0] in kinds)
