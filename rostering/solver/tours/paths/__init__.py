"""One agent's best tour: automata, walks, the compiled kernel."""
