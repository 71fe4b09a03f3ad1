"""Facts about prices and products as dated, sourced records: what ships in `data/`, read once and cached."""
