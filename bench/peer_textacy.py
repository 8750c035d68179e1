"""A peer of the reader: quotations with textacy, over a parse by the same model. Runs where `make bench-peers` installed it.

Given a file of paragraphs, the folder of the model and a number of rounds, it prints for each round the processor seconds of the
bare parse, and of the parse with the quotations.
"""

import json
import sys
import time
from pathlib import Path

import spacy
from textacy.extract import direct_quotations


def main(file: str, model: str, rounds: int) -> None:
    """Measure and print."""
    texts = json.loads(Path(file).read_text())
    nlp = spacy.load(model, exclude=["ner", "senter"])

    def seconds(quotes: bool) -> float:
        began = time.process_time()
        for doc in nlp.pipe(texts):
            if quotes:
                try:
                    list(direct_quotations(doc))
                except ValueError:
                    # It refuses a paragraph whose quotation marks are not in pairs.
                    continue
        return time.process_time() - began

    seconds(True)
    print(json.dumps([[seconds(False), seconds(True)] for _ in range(rounds)]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
