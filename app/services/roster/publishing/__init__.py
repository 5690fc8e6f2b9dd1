"""Publishing rosters: what it changes, whose edits it undoes, who must approve, versions."""
