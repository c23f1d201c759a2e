"""One region explained: read → super-resolve → attribute → measure → write."""
