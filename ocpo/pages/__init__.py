"""Parts that all pages use: numbers as text, bars, the glossary, template tags."""
