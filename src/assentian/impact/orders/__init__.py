"""The same answers in other orders: the guide's six modules, a DPIA, an FRIA, the order of ISO/IEC 42005."""
