"""A story with what is known of it so far: which words refer to which cluster, and where quotations stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence

from onrecord.identify.clusters import Cluster
from onrecord.model import Annotation, LineKind, Story, merge_spans


class Scene:
    """One story while descriptions and pronouns are joined, from its first word to its last."""

    def __init__(self, number: int, story: Story, annotation: Annotation, clusters: Sequence[Cluster]) -> None:
        self.number, self.story, self.annotation = number, story, annotation
        self.words_of: dict[int, range] = {}
        """For each word of a name, the words of that name."""
        self.cluster_at: dict[int, Cluster] = {}
        """For each word of a mention, what it refers to."""
        self._counts: dict[Cluster, int] = {}
        self._places: list[tuple[int, int, int]] = []
        self._mentions: list[tuple[range, Cluster]] = []
        for cluster in clusters:
            for named, _ in cluster.names:
                if named.story == number:
                    words = range(named.first, named.last)
                    self.words_of.update(dict.fromkeys(words, words))
                    self.mark(words, cluster)
        spans = merge_spans((span for quotation in story.quotations for span in quotation.spans), annotation.text)
        self._quoted_from = [span.start for span in spans]
        self._quoted_to = [span.end for span in spans]
        self._steps = self._count_steps()

    def _count_steps(self) -> list[int]:
        """For each sentence, how many before it and itself are not wholly inside quotation marks."""
        steps = [0]
        for number in range(len(self.annotation.starts) - 1):
            words = self.annotation.sentence(number)
            inside = bool(words) and self.is_quoted(words[0]) and self.is_quoted(words[-1])
            steps.append(steps[-1] + (not inside))
        return steps[1:]

    def steps(self, first: int, last: int) -> int:
        """Sentences from one word's to another's, those wholly inside quotation marks not counted."""
        words = self.annotation.words
        return self._steps[words[last].sentence] - self._steps[words[first].sentence]

    def back_unquoted(self, word: int, sentences: int) -> int:
        """The first word of the sentence so many before the word's own, those wholly inside quotation marks not counted."""
        own = self.annotation.words[word].sentence
        least = self._steps[own] - sentences
        found = bisect_left(self._steps, least, 0, own + 1)
        return self.annotation.starts[min(found, own)]

    def mark(self, words: range, cluster: Cluster) -> None:
        """Some words refer to a cluster."""
        self._counts[cluster] = self._counts.get(cluster, 0) + 1
        insort(self._places, (words.start, words.stop, len(self._mentions)))
        self._mentions.append((words, cluster))
        for number in words:
            self.cluster_at.setdefault(number, cluster)

    def count(self, cluster: Cluster) -> int:
        """How many mentions a cluster has by now: all names, and what was joined so far."""
        return self._counts.get(cluster, 0)

    def between(self, first: int, last: int) -> Iterator[tuple[range, Cluster]]:
        """Mentions that begin at words `[first, last)`, in order."""
        for place in range(bisect_left(self._places, (first, 0, 0)), bisect_left(self._places, (last, 0, 0))):
            yield self._mentions[self._places[place][2]]

    def was_it(self, cluster: Cluster, word: int) -> bool:
        """True when `it` or `its` stands for a cluster just before: `they` is then something else."""
        near = self.between(self.back(word, 1), word)
        return any(
            found is cluster and self.annotation.words[words.start].text.lower() in ("it", "its")
            for words, found in near
        )

    def back(self, word: int, sentences: int) -> int:
        """The first word of the sentence so many before the word's own."""
        return self.annotation.starts[max(self.annotation.words[word].sentence - sentences, 0)]

    def is_quoted(self, word: int) -> bool:
        """True inside quotation marks."""
        start = self.annotation.words[word].span.start
        place = bisect_right(self._quoted_from, start) - 1
        return place >= 0 and start < self._quoted_to[place]

    def is_prose(self, word: int) -> bool:
        """True outside headings and captions."""
        return self.story.sentences[self.annotation.words[word].sentence].kind is LineKind.PROSE
