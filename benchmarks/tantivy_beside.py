"""Time tantivy on documents and questions that are ready; runs where tantivy is installed alone.

python benchmarks/tantivy_beside.py TASK.json    # {"documents": […], "questions": […]}
"""

import json
import statistics
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import tantivy

SHOWN = 20
ROUNDS = 3  # of all questions, after one to warm up


def main() -> None:
    """Print seconds of indexing, p50 and p95 in ms, and how many hits there were."""
    task = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    builder = tantivy.SchemaBuilder()
    for name in ("word", "line", "unit", "year"):
        builder.add_text_field(name, stored=False, tokenizer_name="words")
    builder.add_text_field("text", stored=True, tokenizer_name="raw")
    schema = builder.build()
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        index = tantivy.Index(schema, path=folder)
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("words", words)
        writer = index.writer(num_threads=1)
        for document in task["documents"]:
            writer.add_document(tantivy.Document(**document))
        writer.commit()
        writer.wait_merging_threads()
        seconds = time.perf_counter() - begin
        index.reload()
        searcher = index.searcher()
        times, hits = [], 0
        for number in range(ROUNDS + 1):
            for question in task["questions"]:
                begin = time.perf_counter()
                query = _query(index, schema, question)
                found = searcher.search(query, SHOWN).hits
                texts = [searcher.doc(address)["text"] for _, address in found]
                if number:
                    times.append(1000 * (time.perf_counter() - begin))
                    hits += len(texts)
        shares = statistics.quantiles(times, n=100, method="inclusive")
        result = {
            "version": version("tantivy"), "index": seconds, "hits": hits,
            "p50": shares[49], "p95": shares[94],
        }  # fmt: skip
        sys.stdout.write(json.dumps(result))


def _query(index: tantivy.Index, schema: tantivy.Schema, question: str) -> tantivy.Query:
    if question.endswith("*"):  # words that begin so
        return tantivy.Query.regex_query(schema, "word", f"{question[:-1]}.*")
    return index.parse_query(question, ["word"])


if __name__ == "__main__":
    main()
