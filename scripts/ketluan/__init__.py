"""A knowledge base and archive of meeting conclusions (thông báo kết luận)."""
