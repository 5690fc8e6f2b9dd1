"""Work that outlives the page, the browser and the server: ordered, watched, stopped, answered."""
