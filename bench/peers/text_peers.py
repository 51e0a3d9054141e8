"""One text peer of bench/matching.py, in a process and an environment of its own.

    python text_peers.py NAME CORPUS < requests > answers

CORPUS holds one document a line, its character uni- and bigrams separated by blanks. The first answer line is
{"seconds"} of building the index; then each request line, a list of such lists of grams, gets the answer
{"seconds": [of each], "found": [[document, …] of each]}: the 50 best documents, best first.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

LIMIT = 50
Search = Callable[[Sequence[str]], list[int]]


def bm25s_search(documents: Sequence[list[str]]) -> Search:
    """bm25s with its compiled back end."""
    import bm25s

    index = bm25s.BM25(backend="numba")
    index.index(documents, show_progress=False)
    limit = min(LIMIT, len(documents))

    def search(grams: Sequence[str]) -> list[int]:
        found, _scores = index.retrieve([list(grams)], k=limit, show_progress=False)
        return [int(number) for number in found[0]]

    return search


def tantivy_search(documents: Sequence[list[str]]) -> Search:
    """Tantivy in memory, one segment, BM25 over the grams as terms."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("grams", tokenizer_name="grams", index_option="freq")
    builder.add_integer_field("number", fast=True, stored=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    index.register_tokenizer("grams", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    writer = index.writer(heap_size=512_000_000, num_threads=1)
    for number, grams in enumerate(documents):
        writer.add_document(tantivy.Document(grams=[" ".join(grams)], number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(grams: Sequence[str]) -> list[int]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "grams", gram, index_option="freq"))
            for gram in grams
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), LIMIT, count=False).hits
        return [searcher.doc(address)["number"][0] for _score, address in hits]

    return search


def scipy_search(documents: Sequence[list[str]]) -> Search:
    """Cosine of tf-idf vectors: the title's rows of the term-document matrix, added up."""
    import numpy as np
    from scipy import sparse

    terms: dict[str, int] = {}
    at = np.zeros(len(documents) + 1, np.int64)
    columns: list[int] = []
    for number, grams in enumerate(documents):
        columns += [terms.setdefault(gram, len(terms)) for gram in grams]
        at[number + 1] = len(columns)
    counts = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, at), (len(documents), len(terms)))
    counts.sum_duplicates()
    idf = (np.log((1 + len(documents)) / (1 + np.bincount(counts.indices, minlength=len(terms)))) + 1).astype("f4")
    weighted = counts.multiply(idf).tocsr()
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1))).ravel()
    by_term = (sparse.diags(1 / np.maximum(length, 1e-9)) @ weighted).T.tocsr().astype(np.float32)

    def search(grams: Sequence[str]) -> list[int]:
        known = [terms[gram] for gram in grams if gram in terms]
        scores = np.zeros(len(documents), np.float32)
        for term in known:
            span = slice(by_term.indptr[term], by_term.indptr[term + 1])
            scores[by_term.indices[span]] += by_term.data[span] * idf[term]
        limit = min(LIMIT, len(documents))
        best = np.argpartition(-scores, limit - 1)[:limit]
        return [int(number) for number in best[np.lexsort((best, -scores[best]))]]

    return search


SEARCHES: dict[str, Callable[[Sequence[list[str]]], Search]] = {
    "bm25s": bm25s_search,
    "tantivy": tantivy_search,
    "scipy": scipy_search,
}


def main() -> None:
    """Build, then answer line by line."""
    name, corpus = sys.argv[1:]
    with open(corpus, encoding="utf-8") as lines:
        documents = [line.split() for line in lines]
    begin = time.perf_counter()
    search = SEARCHES[name](documents)
    search(documents[0])  # compiles what is compiled
    say({"seconds": time.perf_counter() - begin})
    for line in sys.stdin:
        seconds, found = [], []
        for grams in json.loads(line):
            begin = time.perf_counter()
            found.append(search(grams))
            seconds.append(time.perf_counter() - begin)
        say({"seconds": seconds, "found": found})


def say(answer: dict[str, Any]) -> None:
    """One line of JSON."""
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
