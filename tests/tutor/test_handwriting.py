"""What people write: on paper, by keyboard, copied from the notes. Each line here was tried by somebody."""

import pytest

from tutor.derivation import BEST_COIN, SLOPE_OF_SIGMOID
from tutor.derivation.algebra import read
from tutor.derivation.checker import Derivation
from tutor.derivation.feedback import grade_lines
from tutor.derivation.padding import trimmed
from tutor.derivation.spelling import steps_of
from tutor.equations.decimals import fifty_digits
from tutor.equations.latex import printed

COIN, SIGMOID = BEST_COIN, SLOPE_OF_SIGMOID
FIRST = {COIN: "0 = heads/p - tails/(1-p)", SIGMOID: "exp(-a)/(1+exp(-a))**2"}

# Lines that are true, each tried behind the first line of its task; | stands between lines.
ACCEPTED = {
    COIN: [
        "0 = ∑x_i/p - (N-∑x_i)/(1-p)",
        "0 = ∑ x_i /p - (N-∑ x_i)/(1-p)",
        "∑_i x_i (1-p) = (N - ∑_i x_i) p",
        "0 = Σ_{i=1}^N x_i (1-p) - (N - Σ_{i=1}^N x_i) p",
        "sum x_i (1-p) = (N - sum x_i) p",
        "Σ(x_i - p) = 0",
        "∑(1-x_i) p = ∑ x_i (1-p)",
        "Σ_i [x_i/p - (1-x_i)/(1-p)] = 0",
        "dL/dp = Σ (x_i/p - (1-x_i)/(1-p))",
        "p = x̄",
        r"p = \bar{x}",
        r"p = \bar x",
        r"p = \overline{x}",
        "p = ∑x_i/N",
        "p = 1/N ∑ x_i",
        "p = (1/N) Σ_i x_i",
        "p = mean(x)",
        "p = sum(x)/len(x)",
        "p = x.sum()/len(x)",
        "p = np.mean(x)",
        "p = x.mean()",
        "p* = h/N",
        "p^* = h/N",
        "p^{*} = h/N",
        "p_hat = h/N",
        "p̂ = h/N",
        "p⋆ = h/N",
        r"p^\ast = h/N",
        "0 = h - N p*",
        "N p* = h",
        "N p^* = h",
        "Np* = h",
        "h/p* - t/(1-p*) = 0",
        "h/p^* = t/(1-p^*)",
        "0 = h (1-p*) - t p*",
        "p_ML = h/N",
        "p_{MLE} = h/N",
        r"\hat{p} = h/N",
        "Np = h",
        "0 = h - hp - tp",
        "h - hp = tp",
        "L' = h/p - t/(1-p)",
        "L'(p) = h/p - t/(1-p)",
        "f'(p) = h/p - t/(1-p)",
        "L′(p) = h/p - t/(1-p)",
        "L'=0",
        "0 = L'(p)",
        "dL/dp = 0",
        "dL(p)/dp = h/p - t/(1-p)",
        "d/dp L = h/p - t/(1-p)",
        "d/dp L(p) = 0",
        "d/dp (h log p + t log(1-p)) = h/p - t/(1-p)",
        "d/dp log p = 1/p",
        "u = 1-p | d/dp u * p = -p",
        ": p = h/N,",
        "d/dp ln p = 1/p",
        "d log p/dp = 1/p",
        "dlog(p)/dp = 1/p",
        "d ln(1-p)/dp = -1/(1-p)",
        "d(log p)/dp = 1/p",
        "d(log(1-p))/dp = -1/(1-p)",
        "h d/dp log p + t d/dp log(1-p)",
        "(log p)' = 1/p",
        "∂L/∂p = h/p - t/(1-p)",
        "∂/∂p log(1-p) = -1/(1-p)",
        "d²L/dp² = -h/p² - t/(1-p)²",
        "d^2L/dp^2 = -h/p^2 - t/(1-p)^2",
        "L'' = -h/p² - t/(1-p)²",
        "L''(p) = -h/p^2 - t/(1-p)^2",
        "d(dL/dp)/dp = -h/p² - t/(1-p)²",
        "h ln p + t ln(1-p) = L",
        "L = h log p + t log(1-p)",
        "L(p) = h ln p + t ln (1-p)",
        "u = 1-p | y = log u | dy/dp = dy/du du/dp | dy/du = 1/u | du/dp = -1",
        "u = 1-p | u' = -1",
        "f = log(1-p) | f' = -1/(1-p)",
        "t = 1-p | dt/dp = -1",
        "Let u = 1-p.",
        "q = 1-p | h/p = t/q | hq = tp",
        "h ln p + t ln (1-p) = L",
        "log p - log(1-p) = log h - log t",
        "ln p - ln(1-p) = ln(h/t)",
        "ln(p/(1-p)) = ln h - ln t",
        "h/p = t/(1-p)",
        "h·(1-p) = t·p",
        "h(1-p) = tp",
        "h - h p = t p",
        "h = (h+t)p",
        "h = hp + tp",
        "p/(1-p) = h/t",
        "so h(1-p) = t p",
        "So h(1-p) = t p.",
        "hence h/p = t/(1-p)",
        "Hence, h/p = t/(1-p).",
        "⇒ h(1-p) = t p",
        "⇔ h(1-p) = t p",
        "=> h(1-p) = t p",
        "<=> h(1-p) = tp",
        "-> h(1-p) = t p",
        "→ h(1-p) = t p",
        "therefore h(1-p) = tp",
        "thus h(1-p) = tp",
        "∴ p = h/N",
        "p = h/N ∎",
        "p = h/N □",
        "p = h/N QED",
        "p = h/N.",
        "p = h/N;",
        "h/p = t/(1-p) ⇒ h(1-p) = tp",
        "h/p = t/(1-p) ⇔ h(1-p) = tp ⇔ h = Np",
        "h/p - t/(1-p) = 0, so h(1-p) = tp",
        "dL/dp = h/p - t/(1-p) = 0",
        "0 = h/p - t/(1-p) = 0",
        r"\Rightarrow h(1-p) = tp",
        "(1) h(1-p) = tp",
        "* h(1-p) = tp",
        "- h(1-p) + tp = 0",
        "• h(1-p) = tp",
        "then h(1-p) = tp",
        "and p = h/N",
        "(1+exp(-90)) - 1 = exp(-90)",
        "1e30*p + 1 - 1 = 1e30*p",
        "exp(-90)*exp(80) = exp(-10)",
        "log(exp(-90)) = -90",
        "(h+t)/N = 1",
        "10^200*(h/p - t/(1-p)) = 0",
        "p + 10^20 - 10^20 = h/N",
    ],
    SIGMOID: [
        "σ'(a) = exp(-a)/(1+exp(-a))^2",
        "σ' = e^-a/(1+e^-a)^2",
        "σ’(a) = e^(-a)/(1+e^(-a))²",
        "sigmoid'(a) = exp(-a)/(1+exp(-a))^2",
        "d/da σ(a) = exp(-a)/(1+exp(-a))^2",
        "d/da σ = exp(-a)/(1+exp(-a))^2",
        "d(σ(a))/da = e^{-a}/(1+e^{-a})^2",
        "dσ(a)/da = e^{-a}/(1+e^{-a})^2",
        "d σ(a) / da = e^{-a}/(1+e^{-a})^2",
        "d(1/(1+e^-a))/da = e^-a/(1+e^-a)^2",
        "d/da 1/(1+e^-a) = e^-a/(1+e^-a)^2",
        "d/da (1+e^-a)^-1 = e^-a/(1+e^-a)^2",
        "d/da e^-a = -e^-a",
        "d e^{-a}/da = -e^{-a}",
        "d(e^-a)/da = -e^-a",
        "(e^-a)' = -e^-a",
        "(1/(1+e^-a))' = e^-a/(1+e^-a)^2",
        "1/σ dσ/da = σ(-a)",
        "1/σ(a) dσ/da = 1 - σ(a)",
        "(1/σ)(dσ/da) = 1-σ",
        "dσ/da = σ d/da log σ",
        "d²σ/da² = σ(1-σ)(1-2σ)",
        "σ'' = σ(1-σ)(1-2σ)",
        "σ''(a) = σ(a)σ(-a)(1-2σ(a))",
        "f'(a) = e^-a/(1+e^-a)^2",
        "(ln σ)' = σ'/σ",
        "d ln σ/da = 1/σ dσ/da",
        "d/da ln σ(a) = σ(-a)",
        "σ'(a) = σ(a) d/da ln σ(a)",
        "σ'(-a) = σ'(a)",
        "u = 1 + e^-a | u' = -e^-a",
        "u = 1+e^-a | σ = 1/u | dσ/du = -1/u²",
        "u = 1+e^-a | σ = 1/u | dσ/du = -u^-2 | dσ/da = dσ/du du/da | dσ/da = (-1/u^2)(-e^-a) | = σ(1-σ)",
        "u = 1+e^-a | dσ/da = -1/u² · du/da",
        "u = 1+e^-a | dσ/da = -1/u^2 du/da",
        "u = 1+e^-a | (1/u)' = -u'/u^2",
        "u = 1+e^-a | σ = u^-1 | dσ/du = -1/u^2",
        "u(a) = 1+e^-a | σ(a) = 1/u(a) | dσ/da = dσ/du * du/da",
        "v = -a | w = e^v | dw/dv = w",
        "y = σ(a) | a = ln(y/(1-y)) | da/dy = 1/(y(1-y)) | dy/da = y(1-y)",
        "1/(4 cosh²(a/2))",
        "1/(4*cosh(a/2)^2)",
        "1/(2+2cosh(a))",
        "(1-tanh²(a/2))/4",
        "(1 - tanh(a/2)^2)/4",
        "1/(4cosh^2(a/2))",
        "σ(a) = (1+tanh(a/2))/2",
        "1/(2 + e^a + e^-a)",
        "[σ(a)][1-σ(a)]",
        "{σ(a)}{σ(-a)}",
        "σ(a)[1-σ(a)]",
        "(e^(a/2)+e^(-a/2))^-2",
        "e^{-a}(1+e^{-a})^{-2}",
        "exp(-a)(1+exp(-a))^-2",
        "σ(a) − σ²(a)",
        "σ - σ^2",
        "e^-a σ(a)²",
        "e^-aσ(a)^2",
        "sinh(a)/(2sinh(a)(1+cosh(a)))",
        "σ(a)⋅σ(−a)",
        "σ(a)×σ(-a)",
        "1/4 sech²(a/2)",
        r"\sigma'(a) = \sigma(a)\left(1-\sigma(a)\right)",
        r"\frac{d\sigma}{da} = \sigma(a)\cdot\sigma(-a)",
        r"\dfrac{\mathrm{d}\sigma}{\mathrm{d}a} = \frac{e^{-a}}{(1+e^{-a})^2}",
        r"\frac{d}{da}\sigma(a) = \sigma(a)\,\sigma(-a)",
        r"= \frac{\exp(-a)}{\left(1+\exp(-a)\right)^{2}}",
        r"\frac14\operatorname{sech}^2(a/2)",
        r"\frac{1}{4\cosh^2(a/2)}",
        r"\frac{d^2\sigma}{da^2} = \sigma(1-\sigma)(1-2\sigma)",
        "QED",
    ],
}
# Whole derivations.
RIGHT = {
    COIN: [
        "dL/dp = h/p - t/(1-p) | = 0 | p = h/N",
        "dL/dp | = h/p - t/(1-p) | = 0 | h(1-p) = tp | p = h/N",
        "0 = h/p - t/(1-p) | = h(1-p) - tp | = h - Np | p = h/N",
        "h/p - t/(1-p) = 0 | h(1-p) - tp = 0 | h - Np = 0 | p = h/N",
        "L' = h/p - t/(1-p) = 0 | ⇒ h (1-p) - t p = 0 | ⇒ h = N p | ⇒ p* = h/N.",
        "L = h*log(p) + t*log(1-p) | L' = 0 | h/p = t/(1-p) | p = h/N",
        "P = p^h (1-p)^t | d log P/dp = h/p - t/(1-p) | = 0 | p = h/N",
        "P = pʰ(1-p)ᵗ | d log P/dp = h/p - t/(1-p) | = 0 | p = h/N",
        "J = -L | J' = -h/p + t/(1-p) | J' = 0 | p = h/N",
        "p(1-p) dL/dp = h(1-p) - tp | p(1-p) dL/dp = h - Np | p = h/N",
        r"0 = h/p - t/(1-p)  (61) | h(1-p) = tp \quad (62) | \hat p = h/N. (63)",
        "0 = h/p - t/(1-p) | p = h/N | L'' = -N^3/(h t)",
        "0 = h/p - t/(1-p) | p = h/N | L'' = -N/(p(1-p))",
        "0 = h/p - t/(1-p) | p = h/N | d²L/dp² = -N²/h - N²/t",
    ],
    SIGMOID: [
        "dσ/da = e^-a/(1+e^-a)^2 = 1/(1+e^-a) · e^-a/(1+e^-a) = σ(a)σ(-a)",
        "u = 1+e⁻ᵃ | dσ/da = -u⁻² (-e⁻ᵃ) | σ(a)σ(-a)",
        "A = exp(-a) | A/(1+A)^2 | σ(a)σ(-a)",
        "σ'(a) = σ(a)^2 e^-a | σ(a)σ(-a) (2)",
        r"\frac{\mathrm d}{\mathrm d a} \sigma(a) = \sigma(a)^2 e^{-a} | \sigma(a)\sigma(-a) \quad (2)",
        "ln σ(a) = -ln(1+e^-a) | σ'(a)/σ(a) = e^-a/(1+e^-a) | σ'(a)/σ(a) = 1-σ(a) | σ'(a) = σ(a)(1-σ(a))",
        "1/σ = 1+e^-a | -σ'/σ² = -e^-a | e^-a = (1-σ)/σ | σ' = σ(1-σ)",
        "(1+e^-a)² σ' = e^-a | σ' = σ(1-σ)",
        "σ'(a) = d/da 1/(1+e^-a) | = e^-a/(1+e^-a)^2 | = σ(a) · e^-a/(1+e^-a) | = σ(a)(1-σ(a)).",
        "u = 1+e^-a | σ = 1/u | dσ/da = dσ/du du/da = (-1/u²)(-e^-a) = e^-a/u² = σ(a)σ(-a)",
        "exp(-a)/(1+exp(-a))**2 | so σ(a)σ(-a).",
        "exp(-a)/(1+exp(-a))**2 | = σ(a)·σ(-a) ∎",
        "exp(-a)/(1+exp(-a))**2 | = σ(a)(1 − σ(a))",
    ],
}
# Lines that are false, some by very little.
REFUSED = {
    COIN: [
        "exp(-90) = exp(-80)",
        "exp(-200) = exp(-190)",
        "1e30*p = 1e30*p + 1",
        "1e-40 = 2e-40",
        "0 = 1e-60",
        "p + 1e-45 = p",
        "exp(100) = exp(100) + 1",
        "1 + 1e-40 = 1",
        "p = h/N + 1e-35",
        "7 + 10^60 - 10^60",
        "p = 7 + 10^60 - 10^60",
        "u = 10^60 | p + u - u = h/N",
        "1e-30*p = 1e-30*h/N + 1e-60",
        "h/p = t/(1-p) + 1e-30",
        "exp(-90) + p = h/N",
        "p = 1.0000000001*h/N",
        "h/p = t/p",
        "h/p + t/(1-p) = 0",
        "h(1-p) = t",
        "h - hp = t - tp",
        "p = t/N",
        "p = h/t",
        "Σx_i(1-p) = N p",
        "∑x_i = N",
        "p* = ∑x_i",
        "p^* = N/∑x_i",
        "L' = h/p + t/(1-p)",
        "d/dp log(1-p) = 1/(1-p)",
        "d ln p/dp = p",
        "L'' = h/p² - t/(1-p)²",
        "so h(1-p) = (1-p)t.",
        "dL/dp = h/p - t/p = 0",
        "h/p = t/(1-p) ⇒ hp = t(1-p)",
        r"\frac{\partial \log p}{\partial p} = -\frac{1}{p}",
        r"0 = \sum_{i=1}^{N} x_i + Np",
        "ln p - ln(1-p) = ln t - ln h",
        "h/p - t/(1-p) = 1",
        "= 1",
        "1.0001*(h/p - t/(1-p))",
        "p = 7/11",
        "h=7",
        "N = 10",
    ],
    SIGMOID: [
        "exp(-a)/(1+exp(-a))**2 + exp(-100)",
        "exp(-a)/(1+exp(-a))**2*(1+1e-35)",
        "exp(-90) = exp(-80)",
        "1e30*a = 1e30*a + 1",
        "σ(a)σ(-a) + 1e-45",
        "7 + 10^60 - 10^60",
        "d(exp(-90*a), a) = -90*exp(-91*a)",
        "exp(-90*a)*exp(90*a) = 1 + 1e-40",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | σ' = σ(1+σ)",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | σ'(a) = σ(a)σ(a)",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | d/da σ(a) = σ(a)",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | 1/(4cosh(a/2))",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | (1-tanh²(a))/4",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | d²σ/da² = σ(1-σ)(1-σ)",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | σ'' = σ(1-σ)",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | dσ/da = e^-a/(1+e^-a)^2 = σ(a)^2",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | d e^-a/da = e^-a",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | 1/σ dσ/da = σ",
        r"u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | \frac{e^{-a}}{1+e^{-a}}",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | so σ(a)σ(a).",
        "u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | (ln σ)' = σ",
        r"u = 1+exp(-a) | exp(-a)/(1+exp(-a))**2 | \frac{\partial u}{\partial a} = e^{-a}",
        "u = 1+exp(-a) | dσ/du = 1/u²",
        "u = 1+exp(-a) | σ = 1/u | dσ/du = -1/u",
        "1.0001*σ(a)*σ(-a)",
        "0.99999*σ(a)*σ(-a)",
        "1/0",
    ],
}
# Lines that say the goal with something beside it that changes nothing.
PADDED = {
    COIN: [
        "p*p/p = h/N",
        "p + p - p = h/N",
        "p + 0*p = h/N",
        "p*exp(0*p) = h/N",
        "p + log(p) - log(p) = h/N",
        "p + exp(p) = h/N + exp(p)",
        "p*(1-p) = h/N*(1-p)",
        "p^2/p = h/N",
        "2*p - p = h/N",
        "3*p - p = 2*h/N",
        "p + (2*p + exp(p) - exp(p)) - 5*p + p + p = 0*p + 3*p - 3*h/N",
        "{0}*p = {0}*h/N".format("11^57000/7^70000*13^50000/17^48000"),
        "exp(log(p)) + p - p = h/N",
        "log(p) + log(h) - log(h) = log(h/N) + log(p) - log(p)",
        "N*p*(1-p)/(1-p) = h",
    ],
    SIGMOID: [
        "σ(a)*σ(-a)*exp(0*a)",
        "σ(a)*σ(-a) + exp(-a) - exp(-a)",
        "σ(a)*σ(-a)*exp(-a)/exp(-a)",
        "exp(-a)*σ(a)*σ(-a)/exp(-a)",
        "σ(a)*σ(-a)*exp(a)*exp(-a)",
        "log(exp(σ(a)*σ(-a)))",
        "σ(a)*σ(-a)*exp(-a)^0",
        "σ(a)*σ(-a) + 0*exp(-a)",
        "σ(a)*σ(-a)*d(a,a)",
        "σ(a)*(exp(0*a) - σ(a))",
        "σ(a)*σ(-a) + d(exp(a),a) - exp(a)",
        "σ(a)*σ(-a)*cosh(a)/cosh(a)",
        "σ(a)*σ(-a) + d(a^2,a) - d(a^2,a)",
    ],
}
# Lines that cannot be read, and a word of what is said to them.
NOT_UNDERSTOOD = {
    COIN: [
        ("multiplied by p(1-p): h(1-p) = tp", "#"),
        ("we get p = h/N", "#"),
        ("p = h/N (as wanted)", "#"),
        ("p = h/N, done", "#"),
        ("p = h/N by (20)", "#"),
        ("p = h/N  // done", "one `/`"),
        ("p = h/N % done", "sign `%`"),
        ("P = h/N", "`p`"),
        ("h/P = t/(1-P)", "`p`"),
        ("Heads/p - Tails/(1-p)", "`heads`"),
        ("multiply by p(1-p)", "#"),
        ("Multiply both sides", "#"),
        ("set equal to zero", "#"),
        ("where p is the probability", "#"),
        ("now h(1-p) = tp", "#"),
        ("p < 1", "`=`"),
        ("L'' < 0", "`=`"),
        ("p =", "right of `=`"),
        ("x_i/p", "`x_i`"),
        ("∑", "after `Σ`"),
        ("Σ d(x_i*p, x_i) = 0", "nothing is known of `x_i`"),
        ("d/dp", "after `d/dp`"),
        ("log p(1-p)", "brackets"),
    ],
    SIGMOID: [
        ("A = 1", "`a`"),
        ("exp(-A)/(1+exp(-A))^2", "`a`"),
        ("by definition σ(a)σ(-a)", "#"),
        ("chain rule", "#"),
        ("using 1-σ(a) = σ(-a)", "#"),
        ("sin(a)", "`sin`"),
        (r"\foo{a}", r"`\foo`"),
        (r"\frac{1}{2", "brace `{`"),
        ("u = v", "`v`"),
        ("σ(a)σ(-a) = ", "right of `=`"),
        ("d/da", "after `d/da`"),
        ("'", "quotation"),
        ("dσ/dx = 1", "`x`"),
        ("d/da σ(a) σ(-a)", "brackets"),
        ("log σ (1-σ)", "brackets"),
    ],
}


def verdict(task, text, first=True):
    """What is said to these lines, behind the first line of the task or on their own."""
    return grade_lines(task, "\n".join([FIRST[task]] * first + text.split(" | ")))


def each(table):
    return [(task, *(case if isinstance(case, tuple) else (case,))) for task, cases in table.items() for case in cases]


@pytest.mark.parametrize(("task", "text"), each(ACCEPTED))
def test_what_is_true_is_accepted(task, text):
    said = verdict(task, text)
    assert said.kind in ("almost", "right"), said.sentence
    assert all(remark[0] in "✓·" for _, remark in said.lines), said.lines


@pytest.mark.parametrize(("task", "text"), each(RIGHT))
def test_whole_derivations_are_right(task, text):
    said = verdict(task, text, first=False)
    assert said.kind == "right", said.sentence


@pytest.mark.parametrize(("task", "text"), each(REFUSED))
def test_what_is_false_is_refused(task, text):
    said = verdict(task, text)
    assert said.kind == "not yet" and said.lines[0][1][0] == "✓", said.sentence


@pytest.mark.parametrize(("task", "text"), each(PADDED))
def test_padding_is_no_step(task, text):
    goal = "p = h/N" if task is COIN else "σ(a)*σ(-a)"
    said = verdict(task, f"{text} | {goal}", first=False)
    assert said.kind == "almost" and "nothing shows" in said.sentence
    assert verdict(task, f"{text} | {goal}").kind == "right"


LABELS = ("1. ", "12.  ", "2) ", "2)", "(2) ", "(3a) ", "(2)", "• ", "* ")


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("line", ["= σ(1-σ)", "⇒ σ(1-σ)", "1/(1+exp(-a)) = σ", "-exp(-a) = d(exp(-a), a)", "(1-σ)*σ"])
def test_a_label_is_no_part_of_a_line(label, line):
    if label != "(2)" or line[0] in "=⇒":
        assert steps_of(label + line) == steps_of(line)


@pytest.mark.parametrize(
    "line", ["2.*p", "2. * p", r"2. \cdot p", "2. - p", "(2)*p", "(2) + p", "(1-p) h = tp", "2 = 2", "2.5 = p"]
)
def test_a_number_is_no_label(line):
    assert steps_of(line) == [line]


@pytest.mark.parametrize("line", ["d = log (2)", "u = exp (1)", "u = (2)", "p = h/N - (2)", "p (1-p) (2a+1)"])
def test_a_number_in_brackets_is_no_label_where_it_has_a_meaning(line):
    assert steps_of(line) == [line]


@pytest.mark.parametrize(
    "line", ["h=Np⇒p=h/N", "h=Np ⇒ p=h/N", "h=Np, so p=h/N", "so h=Np; hence that p=h/N", r"h=Np\Rightarrow p=h/N"]
)
def test_an_arrow_or_a_word_stands_between_two_steps(line):
    assert steps_of(line) == ["h=Np", "p=h/N"]


def test_a_word_that_ends_like_one_of_these_is_no_end_of_a_step():
    assert steps_of("h = Np also") == ["h = Np also"]


@pytest.mark.parametrize("part", [".", "(", "p = ", "= p ", "so ", "\\", "(2) "])
def test_the_longest_line_is_refused_at_once(part):
    said = verdict(COIN, 20_000 * part)
    assert said.kind == "not understood" and "characters long" in said.sentence


def test_many_blanks_are_as_good_as_one():
    assert steps_of("p =" + " " * 20_000 + "h/N" + " " * 20_000 + "so" + " " * 20_000 + "p = 1") == ["p = h/N", "p = 1"]


def test_an_inequality_is_not_taken_apart():
    assert steps_of("a <= b = c") == ["a <= b = c"]


@pytest.mark.parametrize("terms", [24, 40])
def test_a_long_line_is_seen_through(terms):
    more = "".join(f" + p^{k}" for k in range(2, terms // 2))
    step, goal = (f"{side.replace(' =', f'{more} =')}{more} | p = h/N" for side in ("h(1-p) = tp", "p = h/N"))
    assert verdict(COIN, step, first=False).kind == "right"
    said = verdict(COIN, goal, first=False)
    assert said.kind == "almost" and "nothing shows" in said.sentence, said.sentence


@pytest.mark.parametrize(("task", "text", "word"), each(NOT_UNDERSTOOD))
def test_what_cannot_be_read_gets_the_right_word(task, text, word):
    said = verdict(task, text)
    assert said.kind == "not understood" and word in said.sentence


@pytest.mark.parametrize(
    ("task", "text", "typed", "other"),
    [
        (SIGMOID, "a^ = 2", "^", "**"),
        (SIGMOID, "2 × = a", "×", "`*`"),
        (SIGMOID, "3 ÷", "÷", "`/`"),
        (SIGMOID, "σ(a)σ(a)", "σ(-a)", "sigmoid"),
        (SIGMOID, "exp(-a)/(1+exp(-a))^3", "`2`", "**"),
        (COIN, "Σx_i(1-p) = Np", "All tosses", "`heads`"),
        (COIN, "d ln p/dp = 1/ln p", "1/log p", "`log"),
        (SIGMOID, "1.0001*σ(a)*σ(-a)", "1.0001 times", "1.000 times"),
        (SIGMOID, "0.99999*σ(a)*σ(-a)", "0.99999 times", "1.000 times"),
        (COIN, "1.0001*(h/p - t/(1-p))", "1.0001 times", "would be right"),
        (SIGMOID, "d(a, a) = 1.0001", "1.0001", "1.000,"),
        (COIN, "h = 7", "not their numbers", "would follow"),
    ],
)
def test_what_is_said_is_about_what_was_typed(task, text, typed, other):
    said = verdict(task, text, first=task is SIGMOID)
    assert typed in said.sentence and other not in said.sentence, said.sentence


def test_the_printed_answers_are_right_as_they_are_printed():
    for task, numbers in ((COIN, range(54, 70)), (SIGMOID, range(70, 78))):
        lines = [printed()[number] for number in numbers]
        lines[1:1] = ["u = 1 + e^{-a}"] * (task is SIGMOID)  # in (71) it stands in the words
        said = grade_lines(task, "\n".join(lines))
        assert said.kind == "right" and all(remark[0] in "✓·" for _, remark in said.lines), said
        for line in [line for line in lines[2:] if not line.startswith(("u =", "y ="))]:  # those are names
            for broken in (line.replace("-", "+", 1), line.replace("u", "2u", 1)):
                if broken != line:
                    kind = grade_lines(task, "\n".join([*lines[: lines.index(line)], broken])).kind
                    assert kind in ("not yet", "not understood"), broken


@pytest.mark.parametrize(
    "line", ["h + 3*p - p", "2*p*h - p*h + t", "h/p + 0 - t*1", "exp(0*p)*h - (t - t)*p", "p*h/p + t - t"]
)
def test_what_is_trimmed_has_the_same_value(line):
    work, tree = Derivation(COIN, ""), read(line)
    with fifty_digits():
        less = trimmed(tree, work.places)
        assert less != tree and work.same_everywhere(less, tree)


@pytest.mark.parametrize("padded", ["(1-p)**exp(0*p)", "((1-p)**2)**0.5", "1/(1/(1-p))", "exp(log(1-p))"])
def test_what_is_equal_to_a_part_of_it_becomes_that_part(padded):
    with fifty_digits():
        places = Derivation(COIN, "").places
        assert trimmed(read(padded), places) == trimmed(read("1-p"), places)
