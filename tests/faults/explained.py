"""Faults that no test need notice, each with its reason in one line."""

# {module: {the whole line: reason}}
EXPLAINED = {
    "helpers.datasets": {
        "module: HERE / 'data'  ->  HERE * 'data'": "only a wheel looks there, which test_oldest installs",
    },
    "helpers.live.controls": {
        "Points: dataclass(frozen=True, eq=False, repr=False)  ->  dataclass(frozen=True, eq=False, repr=True)": "a dataclass keeps the __repr__ that is there",
        "Slider.ahead: range(-1, -BEHIND - 1, -1)  ->  range(+1, -BEHIND - 1, -1)": "1 and 0 steps are in the list already, or taken out",
        "make_control: low < high  ->  low <= high": "without a step between them, which is refused next",
    },
    "helpers.live.vectors": {
        "Recorder.__init__: RendererAgg(8, 8, self.dpi)  ->  RendererAgg(8, 9, self.dpi)": "nothing is drawn there: it measures words",
        "Recorder._look: round(float(self.points_to_pixels(v)), 2)  ->  round(float(self.points_to_pixels(v)), 3)": "a hundredth of a pixel is enough",
        "Recorder.draw_image: round(float(v), 3)  ->  round(float(v), 4)": "a thousandth of a pixel is enough",
    },
    "helpers.models": {
        "errors_by_angle: joins > leaves  ->  joins >= leaves": "they are half a turn apart, so never equal",
        "newton_optimum: len(X) > 10000  ->  len(X) > 10001": "from where it is quicker to begin with some of the points",
    },
    "helpers.newton": {
        "_orthonormal: len(X) // 500  ->  len(X) // 501": "more of the rows come singly, with the same R",
        "_orthonormal: X[:whole].reshape(-1, 500, X.shape[1])  ->  X[:whole].reshape(-2, 500, X.shape[1])": "to NumPy every negative length means the one that is left",
        "_orthonormal: X[:whole].reshape(-1, 500, X.shape[1])  ->  X[:whole].reshape(500, -1, X.shape[1])": "blocks of any size have the same R",
        "_separates: -1e-07 * far  ->  -1.1e-07 * far": "between what rounding moves and what a step moves",
        "_separates: 1e-07 * far  ->  1.1e-07 * far": "between what rounding moves and what a step moves",
        "_step_length: (near + far) / 2  ->  (near + far) / 3": "any place between the two comes nearer to the top",
        "_step_length: rise(1) + rise(0.5)  ->  rise(1) + rise(0.55)": "a shorter last half is a stricter test",
        "newton: 0.001 * last  ->  0.0011 * last": "how quick is quick: any number far below 1 will do",
        "newton: _orthonormal(X, 1e-16)  ->  _orthonormal(X, 1.1000000000000001e-16)": "about one rounding error",
        "newton: _orthonormal(np.vstack([X, np.diag(np.sqrt(lam))]), 1e-08)  ->  _orthonormal(np.vstack([X, np.diag(np.sqrt(lam))]), 1.1000000000000001e-08)": "about the root of one rounding error",
    },
    "helpers.pictures.exercises": {
        "SigmoidSlope.update: abs(off) < 0.0005  ->  abs(off) <= 0.0005": "none is off by just so much",
    },
    "helpers.pictures.gradient": {
        "Ascent._verdict: gain < -1e-09  ->  gain < -1.1000000000000001e-09": "far above rounding, and far below any step that shows",
    },
    "helpers.pictures.sigmoid": {
        "Intercept.best: np.maximum(reach, 1e-300)  ->  np.maximum(reach, 1.1000000000000002e-300)": "anything but a division by 0",
    },
    "helpers.pictures.style": {
        "turned: np.hypot(x, y)  ->  np.hypot(y, x)": "the same length",
    },
    "helpers.pictures.zero_one": {
        "ZeroGradients.__init__: share.bar(range(len(self.widths)), 0, color='0.6')  ->  share.bar(range(len(self.widths)), 1, color='0.6')": "update gives the bars their heights",
    },
    "helpers.pictures.softmax": {
        "ThreeSpecies: {f'w{d}{c}': CLASSES[c]['color'] for d in range(2) for c in range(3)}  ->  {f'w{d}{c}': CLASSES[c]['color'] for d in range(3) for c in range(3)}": "colours for names that no slider has",
    },
    "tutor.box": {
        "code: html.escape(words, quote=False)  ->  html.escape(words, quote=True)": "a browser shows a quotation mark either way",
    },
    "tutor.derivation.algebra": {
        "_Reader.call: difflib.get_close_matches(word, WORDS, 1)  ->  difflib.get_close_matches(word, WORDS, 2)": "only the closest is said",
    },
    "tutor.derivation.checker": {
        "Derivation.is_quantity: self.same_everywhere(tree, self.task.quantity)  ->  self.same_everywhere(self.task.quantity, tree)": "to be the same goes both ways",
        "Derivation.same: agree(bounded(left, place), bounded(right, place))  ->  agree(bounded(right, place), bounded(left, place))": "to agree goes both ways",
        "Derivation.solution: Decimal(k) / 24  ->  Decimal(k) / 25": "any places between 0 and 1 will do",
        "touched: 2 * value / slope  ->  3 * value / slope": "each step then halves what is left, soon enough",
    },
    "tutor.derivation.evaluation": {
        "_power: 1 + abs(base.adjusted())  ->  2 + abs(base.adjusted())": "a larger bound of the error is one, too",
        "_power: abs(base) <= error  ->  abs(base) < error": "to a power between 0 and 1, what follows makes 0 of 0, too",
        "_power: abs(base) + error if power > 1 else abs(base) - error  ->  abs(base) + error if power >= 1 else abs(base) - error": "to the power 0, as follows, both are 1",
        "module: 1 / (2 * y)  ->  2 / (2 * y)": "a larger bound of the error is one, too",
    },
    "tutor.derivation.feedback": {
        "_ratio: zip(values, ratios, strict=True)  ->  zip(ratios, values, strict=True)": "to be close goes both ways",
    },
    "tutor.derivation.padding": {
        "_Trimmer.across: self.same(left, right)  ->  self.same(right, left)": "to be the same goes both ways",
        "_Trimmer.constant: int(values[0].value.to_integral_value()) % 10  ->  int(values[0].value.to_integral_value()) % 11": "10 may become a number, too",
        "_Trimmer.trim: self.same(part, tree)  ->  self.same(tree, part)": "to be the same goes both ways",
    },
    "tutor.equations.decimals": {
        "module: Context(prec=50, Emin=-999999, Emax=999999, traps=[DivisionByZero, InvalidOperatio  ->  Context(prec=50, Emin=-999999, Emax=1000000, traps=[DivisionByZero, InvalidOperatio": "a million of digits or one more",
        "module: Context(prec=50, Emin=-999999, Emax=999999, traps=[DivisionByZero, In  ->  Context(prec=50, Emin=-1000000, Emax=999999, traps=[DivisionByZero, In": "a million of digits or one more",
        "module: lru_cache(10000)  ->  lru_cache(10001)": "it only has to be enough",
    },
    "tutor.exercises.grading": {
        "limited_time: threading.Event().wait(1)  ->  threading.Event().wait(2)": "the interrupt that it waits for ends it",
        "problem: _near(yours.reshape(truth.shape), truth, exercise.tol)  ->  _near(truth, yours.reshape(truth.shape), exercise.tol)": "to be near goes both ways",
    },
    "tutor.exercises.questions": {
        "_walked: 0.2 * uphill  ->  0.2 / uphill": "it is 1 or -1",
        "module: (a >= 0) != y  ->  (a > 0) != y": "a mistake is recognised by flowers beside the boundary",
        "module: (a >= 0) * 1  ->  (a >= 0) / 1": "the same numbers",
    },
}


def reason(module, what):
    """Why no test need notice that fault of the module; "" where nobody has said so."""
    return EXPLAINED.get(module, {}).get(what, "")
