"""What every page is built from: display of numbers, bars, glossary, template tags."""
