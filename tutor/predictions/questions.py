"""The predictions, in the order of the notebooks: what is asked, the options, and what to say to each of them."""

from dataclasses import dataclass
from textwrap import shorten


@dataclass(frozen=True)
class Question:
    """A question with two to five options: what to say to those who chose each of them, and which one is right."""

    words: str
    options: dict
    answer: str

    def __post_init__(self):
        words, options, answer = self.words, self.options, self.answer
        if not isinstance(words, str) or not isinstance(answer, str) or not isinstance(options, dict):
            raise ValueError(f"words and answer must be text, and options a dict; got {shorten(repr(self), 200)}")
        if not 2 <= len(options) <= 5 or answer not in options:
            raise ValueError(f"a question should have 2 to 5 options, the answer among them; got {self}")


PREDICTIONS = {
    # 1 · Why the 0–1 loss has no gradient
    "error count": Question(
        "One weight moves, the other stays. What shape will the curve of the error count have?",
        {
            "a smooth bowl": "A bowl takes all values in between. A count is a whole number, whatever the weight is.",
            "straight pieces that meet in corners": "Somewhere on such a piece the count would be 12.4 flowers.",
            "flat steps, with jumps between them": "The count changes only when a flower changes sides.",
        },
        answer="flat steps, with jumps between them",
    ),
    "one flower": Question(
        "You pull a flower straight towards the boundary, and stop before it. What changes?",
        {
            "nothing at all": "The count stays. But the flower now changes sides at another value of the weight.",
            "one edge of the staircase moves; the count at the dot stays": (
                "The flower now changes sides at another value of the weight, and that is where its edge is."
            ),
            "the count at the dot": "It changes only when the flower crosses the boundary.",
        },
        answer="one edge of the staircase moves; the count at the dot stays",
    ),
    "opposite weights": Question(
        "The weights w make 8 mistakes on 100 flowers, and none lies on the boundary. How many does −w make?",
        {
            "8": "The line is the same, but its two sides have changed their classes.",
            "92": "It gets wrong what w got right, and right what w got wrong.",
            "100": "The 8 flowers that w got wrong are right now.",
            "that depends on where the flowers lie": "Every flower off the boundary gets the other class.",
        },
        answer="92",
    ),
    "shrinking h": Question(
        "With h = 1 both slopes are exactly zero at about four places in five. Now h shrinks. What does that share do?",
        {
            "rises": "The closer together the two points are, the more often they lie on the same step.",
            "falls": "A smaller h does come closer to the derivative. But the derivative is zero.",
            "stays as it is": "The staircase stays. But fewer of its edges lie between two points close together.",
        },
        answer="rises",
    ),
    # 2 · Maximum likelihood for a coin
    "logarithm": Question(
        "You take the logarithm of the likelihood. The place of the summit",
        {
            "moves to the left": "It bends the curve, but it changes heights, not places.",
            "stays where it is": "The logarithm always increases, so what was highest stays highest.",
            "moves to the right": "It bends the curve, but it changes heights, not places.",
        },
        answer="stays where it is",
    ),
    "1100 halves": Question(
        "Python multiplies 1100 halves. It says",
        {
            "a tiny positive number": "On paper. The smallest positive float is about 5·10⁻³²⁴, and ½¹¹⁰⁰ is smaller.",
            "0.0": "From the 1075th toss on the product is too small for a float.",
            "an error": "A product that is too small becomes 0.0 without a warning.",
        },
        answer="0.0",
    ),
    "largest rate": Question(
        "The learning rate was 0.01. With 0.035 the walk",
        {
            "arrives in fewer steps": "It spends its steps on going to and fro across the summit.",
            "zigzags across the summit, and arrives": "Each step crosses the summit, and the walk closes in on it.",
            "runs away": "Not yet: it closes in on the summit. With 0.04 it would.",
        },
        answer="zigzags across the summit, and arrives",
    ),
    "four times": Question(
        "Everybody tosses four times as often. The typical miss",
        {
            "stays what it was": "For one student, perhaps. All 300 together come closer.",
            "falls to a half": "The miss shrinks like 1/√N, and √4 is 2.",
            "falls to a quarter": "Misses to both sides cancel only in part: the miss shrinks like 1/√N.",
        },
        answer="falls to a half",
    ),
    # 3 · A smooth objective for two classes
    "logits": Question(
        "How many of the 100 logits lie strictly between 0 and 1?",
        {
            "none": "A few do: those of flowers close to the boundary, on the side of class 1.",
            "fewer than ten": "Eight of them. The others run from −7.92 to 8.34.",
            "about fifty": "About half are above 0, but they go up to 8.34.",
            "nearly all": "They run from −7.92 to 8.34.",
        },
        answer="fewer than ten",
    ),
    "steepest": Question(
        "Where the sigmoid is steepest, its slope is",
        {
            "¼": "In the middle, at ℓ = 0, it is ½ · ½.",
            "½": "One half is its height there, not its slope.",
            "1": "The two axes have different scales: from −1 to 1 it rises by less than a half.",
            "without limit": "The curve rises from 0 to 1 and has no jump.",
        },
        answer="¼",
    ),
    "twenty times": Question(
        "All logits are multiplied by 20. The number of flowers on the wrong side",
        {
            "falls": "The boundary has not moved, so the same 11 are wrong. But now the model is sure of them.",
            "stays the same": "The boundary has not moved: 20 times a positive logit is positive.",
            "rises": "The same 11 are wrong as before. Only the probabilities have changed.",
        },
        answer="stays the same",
    ),
    "longer weights": Question(
        "The weights grow and keep their ratio. What happens to the lines p = ½ (solid), p = 0.1 and p = 0.9 (dashed)?",
        {
            "all three lines stay": "The boundary does. On the dashed lines the logit is ±log 9, and logits grow.",
            "the solid line stays, the dashed ones close in": "Logits grow, so ±log 9 is reached nearer to it.",
            "the solid line stays, the dashed ones move apart": "They would if the logits became smaller.",
            "all three lines move": "On the solid line the logit is 0, and it stays 0: ten times 0 is 0.",
        },
        answer="the solid line stays, the dashed ones close in",
    ),
    "far from the top": Question(
        "Far from its top, the log-likelihood along one weight",
        {
            "becomes steeper and steeper": "Far on the wrong side log σ(ℓ) is nearly ℓ, with slope 1 and no more.",
            "levels off": "The sigmoid does. Its logarithm runs down a straight line.",
            "settles to a steady slope": "Each flower far on the wrong side adds very nearly a straight line.",
        },
        answer="settles to a steady slope",
    ),
    # 4 · Softmax
    "shift": Question(
        "All three logits rise by 2. The three probabilities",
        {
            "all rise": "They have to add up to 1.",
            "stay as they are": "A factor e² stands in the numerator and in every term of the denominator.",
            "come closer to each other": "A factor e² stands in the numerator and in every term of the denominator.",
            "move apart": "A factor e² stands in the numerator and in every term of the denominator.",
        },
        answer="stay as they are",
    ),
    "other two": Question(
        "One logit rises, and its probability with it. The ratio between the other two probabilities",
        {
            "becomes larger": "Both shrink, by the same factor.",
            "stays as it is": "It depends on the difference of their own logits alone.",
            "becomes smaller": "Both shrink, by the same factor.",
        },
        answer="stays as it is",
    ),
    "equal bars": Question(
        "Two classes. The two bars are equally tall",
        {
            "only when both logits are 0": "Then, too, but not only then. Try 3 and 3.",
            "whenever the two logits are equal": "Their difference is 0 then, and σ(0) is one half.",
            "whenever one logit is minus the other": "Try −1 and 1: the difference is 2, and σ(2) is 0.88.",
        },
        answer="whenever the two logits are equal",
    ),
    "new digits": Question(
        "Of 100 digits that it has never seen, the trained model reads correctly",
        {
            "about 10": "That would be guessing. It starts there, with all weights at zero.",
            "about 50": "It does better than that, though all it does is weigh pixels and add up.",
            "about 80": "It gets there with its first step.",
            "about 95": "And all it does is weigh pixels and add up.",
        },
        answer="about 95",
    ),
    "hole": Question(
        "Ink on the pixels in the very middle of an image",
        {
            "speaks for 0": "The ring of a zero is ink. Its middle is a hole.",
            "speaks against 0": "A zero has a hole there, and other digits have ink.",
            "has no say about 0": "A zero has no ink there, but other digits have, so it tells them apart.",
        },
        answer="speaks against 0",
    ),
    # 5 · The gradient
    "sign": Question(
        "A virginica is taken for a versicolor. The derivative of its share of ℒ with respect to w₀ is",
        {
            "positive": "A larger w₀ raises its logit, since x₀ is positive, and so the probability of its class.",
            "negative": "A larger w₀ raises its logit, because x₀ is positive, and that makes its share larger.",
            "zero": "A larger w₀ raises its logit, and so its share. The slope may be small, but it is never zero.",
        },
        answer="positive",
    ),
    "pulls": Question(
        "At the top, where ℒ is largest, the pulls of the single flowers",
        {
            "are all zero": "Their sum is zero. The flowers near the boundary go on pulling.",
            "go on, and balance each other": "Their sum is zero, and each of them is not.",
        },
        answer="go on, and balance each other",
    ),
    "a little bolder": Question(
        "With the learning rate 0.004 the walk arrives. With 0.005",
        {
            "it arrives a little sooner": "Above 0.0042, steps across the ridge no longer shrink.",
            "it arrives later": "Above 0.0042, steps across the ridge no longer shrink.",
            "it never arrives": "Beyond 0.0042 a step across the ridge, near the top, ends further out than it began.",
        },
        answer="it never arrives",
    ),
    "standardised": Question(
        "Both features are moved to mean 0 and stretched to standard deviation 1. The contours of ℒ",
        {
            "stay as long and narrow as they were": "A slope is counted per unit, and the units have changed.",
            "become much rounder": "The curvatures differed by a factor of 2000, and now by 25.",
            "become exact circles": "Not quite: the curvatures still differ by a factor of 25.",
        },
        answer="become much rounder",
    ),
    "separable": Question(
        "A line separates the two species perfectly. The maximum of ℒ is",
        {
            "at one best w": "Double it: the boundary stays, and every flower becomes more probable.",
            "at several w that are equally good": "Double one of them: every flower becomes more probable.",
            "nowhere: a longer w is always better": "Doubling w makes every flower more probable, without end.",
        },
        answer="nowhere: a longer w is always better",
    ),
    # 6 · Two exercises
    "balance": Question(
        "Seven heads, three tails. At the top of the hill, which is stronger?",
        {
            "the pull of the seven heads": "Then the slope would be above zero, and the top further to the right.",
            "the push of the three tails": "Then the slope would be below zero, and the top further to the left.",
            "they are equally strong": "The slope is their difference, and at the top it is zero.",
        },
        answer="they are equally strong",
    ),
    "four lines": Question(
        "At p = 0.4, where the slope is not zero, the right sides of (64) to (67)",
        {
            "all differ": "Each is only the line before, tidied up.",
            "agree with each other, but not with (63)": "On the way from (63) both sides were multiplied by p(1 − p).",
            "agree with each other and with (63)": "On the way from (63) both sides were multiplied by p(1 − p).",
        },
        answer="agree with each other, but not with (63)",
    ),
}
