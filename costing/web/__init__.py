"""The web doors: staff pages, the patient page and the JSON API, over the same questions."""
