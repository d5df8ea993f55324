"""People, leave and settings of units, by buttons and plain words in private: /danhsach, /mien, /caidat."""
