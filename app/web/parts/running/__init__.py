"""Work that takes longer than a click: on its page, and in the side bar."""
