"""Views."""
class Q:
    def statements(self): return ()
QUESTIONS = Q()
