"""What the prose says in numbers about the pictures, and where in a picture the reader finds them."""

import re

from helpers.live import View

# for each notebook (what is shown, the values that differ from the start, a fragment of the prose as it is written)
# where what is shown is the name of a live picture, or the function that makes a chain
SAID = {
    "01_zero_one_loss": [
        ("step", {"a": -2.0}, "Its height stays 0"),
        ("step", {"a": 2.0}, "jumps once to 1"),
        ("step", {"a": 0.0}, "Zero itself counts as 1"),
        ("step", {"a": 0.0}, r"$\Theta(0) = 1$"),
        ("geometry", {}, r"$\mathbf{w}$ has length 2, and $\mathbf{x}$ lies 2.098 from the boundary"),
        ("geometry", {}, r"$\mathbf{x}\mathbf{w} = 4.20$"),
        ("loss", {}, "Thirteen mistakes out of a hundred"),
        ("loss", {"w0": 8.0}, "both at fifty mistakes"),
        ("loss", {}, "the slope you measure is exactly zero"),
        ("loss", {"h": 1.0}, "−3.5 at the weights the picture starts with"),
        ("loss", {"h": 0.1}, "$h = 0.1$ gives −25.0"),
        ("loss", {"w0": 0.0, "w1": 0.0}, "Fifty:"),
        ("sweep", {"angle": 127.7}, "at 127.70° there are 8 mistakes"),
        ("sweep", {"angle": -52.3}, "at −52.30° there are 92"),
        ("sweep", {"angle": -52.3}, "92 of 100 are wrong"),
        ("sweep", {}, "Eight mistakes are the least"),
        ("flat", {}, "Take 300 random pairs of weights"),
        ("flat", {}, "at 238 with $h = 1$"),
        ("flat", {"h": 0.01}, "at 281 with $h = 0.01$"),
        ("flat", {"h": 0.0001}, "at all 300 with $h = 0.0001$"),
    ],
    "02_coin_flip_mle": [
        ("likelihood", {"p": 0.7}, "the slope passes through zero"),
        ("meter", {"N": 1074}, r"At 1074 tosses the product is $4.94 \times 10^{-324}$"),
        ("meter", {"N": 1075}, "at 1075 it is exactly 0.0, while the logarithm is $-745.13$"),
        ("meter", {"N": 150, "numbers": "float32"}, "it is 0.0 from toss 150 on"),
        ("coin_log_likelihood_chain", {}, "all six lines"),
        ("walk", {"rate": 0.035}, "At 0.035 every step"),
        ("students", {}, "0.0955 at $N = 20$"),
        ("students", {"N": 80}, "0.0489 at 80"),
        ("students", {"N": 320}, "0.0266 at 320"),
        ("edge", {}, "Three tosses, three heads"),
        ("edge", {"p": 1.0}, "At $p = 1$ it multiplies by zero"),
    ],
    "03_sigmoid": [
        ("curve", {}, "The two always add up to 1"),
        ("curve", {"l": 0.0}, "even there the slope is only ¼"),
        ("curve", {"l": 1.0}, r"$e \approx 2.718$"),
        ("curve", {"l": 2.0}, r"$e^2 \approx 7.4$"),
        ("curve", {"l": 4.0}, r"$e^4 \approx 54.6$"),
        ("curve", {"l": 2.0}, "The probabilities go from 0.88"),
        ("curve", {"l": 4.0}, "to 0.98"),
        ("steepness", {"k": 20.0}, "At $k = 20$ there are still 11"),
        ("steepness", {"k": 20.0}, "98 of the hundred flowers have a probability below 0.01 or above 0.99"),
        ("steepness", {"k": -20.0}, "at $k = -20$, 89 flowers are on the wrong side"),
        ("plane", {}, "Flower 70 gets 0.905"),
        ("plane", {"i": 50}, r"flower 50 ($P(y = 1 \mid \mathbf{x})$ is above 0.999)"),
        ("plane", {"i": 60}, "flower 60 (0.498)"),
        ("plane", {"i": 33}, "it is a versicolor, and gets 0.956"),
    ],
    "04_softmax": [
        ("flowers", {}, "the mistakes fall from 56"),
        ("flowers", {"w00": 0.6}, "to 51"),
        ("flowers", {}, "the log-likelihood falls as well, from −109.00"),
        ("flowers", {"w00": 0.6}, "to −122.71"),
        ("training", {"t": 50}, "reads 425 of the 449 test digits correctly. This share, 94.7%"),
        ("training", {"t": 1}, "After a single step it was 78.2%"),
        ("training", {"t": 0}, "which is 2.303"),
        ("training", {"t": 50}, "on the test digits (0.286) than on the training digits (0.269)"),
        ("columns", {"t": 0}, "All 640 weights start at zero"),
        ("confusion", {"t": 0}, "43 of 449"),
        ("one", {"t": 0}, "all ten digits are equally probable"),
        ("one", {"t": 0}, "the true class one tenth"),
        ("one", {"digit": 2}, "digit 2, an 8, is taken for a 9 with probability 0.250, and class 8 gets 0.176"),
        ("one", {"digit": 288}, "digit 288, a 6, is taken for a 1 with probability 0.804, and class 6 gets 0.088"),
    ],
    "05_gradient_derivation": [
        ("labels_log_likelihood_chain", {}, "all twelve agree"),
        ("lines", {}, "With both weights at 1.1, lines"),
        ("lines", {"w0": 2.0}, "The sliders stop at 1.1"),
        ("lines", {"w0": -0.9}, "At our $(-0.9, 1.1)$"),
        ("chain", {}, "Flower 91 is such a virginica"),
        ("chain", {"flower": 9, "w0": 1.1, "w1": 1.1}, r"flower 9 has $s = 4.5 \cdot 10^{-5}$"),
        ("chain", {"flower": 9, "w0": 1.1, "w1": 1.1}, "−5.1998 for $w_0$ and −3.8998 for $w_1$"),
        ("gradient_chain", {}, "nine lines"),
        ("pulls", {"w0": -2.0}, r"at $\mathbf{w} = (-2, 1.1)$ their pulls add up to (329.0, 277.3)"),
        ("pulls", {"w0": -2.0}, "those of the versicolor to (−0.3, −0.2)"),
        ("climb", {"t": 96, "rate": 0.004}, "is done by step 14,159"),
        ("climb", {"t": 96, "rate": 0.004}, "within $10^{-6}$ of that point"),
        ("climb", {"t": 100}, "you get to twenty thousand"),
        ("climb", {"t": 100}, "after twenty thousand steps: the optimum is 0.03 away"),
        ("climb", {"t": 100, "rate": 0.005}, "the optimum stays 1.81 away"),
        ("climb", {"direction": "descent"}, "at 0.001, twelve of them"),
        ("climb", {"t": 0, "direction": "descent"}, "from −69.31"),
        ("climb", {"direction": "descent"}, "down to −1785.90"),
        ("climb", {"t": 57, "features": "standardised", "rate": 0.3}, "a hill, and 488 steps are enough"),
        ("climb", {"t": 57, "features": "standardised", "rate": 0.3}, "better, too: −12.10"),
        ("climb", {"t": 96, "rate": 0.004}, "instead of −24.35"),
    ],
    "06_exercises": [
        ("coin", {}, "the hill for 7 heads in 10 tosses"),
        ("coin", {"p": 0.7}, "at $p = 0.7$, it is 10.00 against 10.00"),
        ("coin", {"heads": 3, "tosses": 6}, "3 heads in 6 tosses"),
        ("coin", {"heads": 6, "tosses": 12}, "with 6 in 12"),
        ("coin", {}, "for 7 heads in 10 tosses it must give 12.50 at $p = 0.4$"),
        ("slope", {"a": 0.0}, "at $a = 0$, and there the product is a half times a half"),
        ("yours", {"a": -2.0}, "At $a = -2$ the measured slope is 0.1050"),
        ("yours", {"a": 0.0}, "at $a = 0$ it is 0.2500"),
        ("yours", {"a": 2.0}, "at $a = 2$ it is 0.1050"),
        ("best_coin_chain", {}, "the sixteen lines"),
        ("edge", {"heads": 10}, "With 10 heads, the left one is gone"),
        ("edge", {"heads": 10}, "does reach zero, at $p = 1$"),
        ("price", {"log10_λ": 2.0}, r"at $\lambda = 100$ it is 90 % sure only from 6.46 cm"),
        ("price", {"log10_λ": -4.0}, r"At $\lambda = 0.0001$ that is 0.35 cm"),
    ],
}

# "one" is missing, for it is seldom a number; a fragment with a word that is not here is not held to it
SMALL = "zero two three four five six seven eight nine ten twelve thirteen sixteen fifty hundred quarter half tenth ¼"
WORDS = dict(zip(SMALL.split(), "0 2 3 4 5 6 7 8 9 10 12 13 16 50 100 0.25 0.5 0.1 0.25".split(), strict=True))
SIGNS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def sentence_at(shown, values):
    """What a live picture, or a chain, says at these values; afterwards it stands where it was."""
    live = shown if isinstance(shown, View) else shown.live
    start = live.values
    live.set(**values)
    sentence = shown.sentence if live is shown else shown.says()
    live.set(**start)
    return sentence


def numbers(text):
    """The numbers in a text, in words as well, as strings of digits; 10⁻⁵, 10^{-5} and e-05 are all 10 and -5."""
    text = text.lower().replace("twenty thousand", "20000")
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", r"^\g<0>", text).translate(SIGNS)
    text = re.sub(r"(?<=\d)e(-\d+)", r" 10^\1", text)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"[a-z¼]+", lambda word: WORDS.get(word[0], word[0]), text)
    return re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", text)


def missing(fragment, sentence):
    """Those numbers of the fragment that the sentence lacks. For one with decimals the sentence may have more of them.

    Each number of the sentence answers for one of the fragment only.
    """
    said, lacking = [float(number) for number in numbers(sentence)], []
    for number in numbers(fragment):
        places = len(number.partition(".")[2])
        found = [other for other in said if float(number) == (round(other, places) if places else other)]
        if found:
            said.remove(found[0])
        else:
            lacking.append(number)
    return lacking
