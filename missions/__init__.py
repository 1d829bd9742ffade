"""Where, who, under which mandate: missions and the people who may see them."""
