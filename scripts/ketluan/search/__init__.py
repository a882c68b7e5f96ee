"""Search over the archive: records → tokens → index → query → result.

`batches` and `generations` are used when the site is built, `searching` by who asks. Only
`postings` knows the engine that keeps the index.
"""
