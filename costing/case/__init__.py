"""The case document: one JSON document that forms fill, the API takes, files hold and the store keeps."""
