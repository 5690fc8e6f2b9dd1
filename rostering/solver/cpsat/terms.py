"""Linear sums, gathered term by term."""

from dataclasses import dataclass, field

from ortools.sat.python import cp_model

Literal = cp_model.IntVar | int


@dataclass
class Terms:
    """constant + sum of coefficient x variable."""

    variables: list[cp_model.IntVar] = field(default_factory=list)
    coefficients: list[int] = field(default_factory=list)
    constant: int = 0

    def add(self, literal: Literal, coefficient: int = 1) -> None:
        """Add a term; plain numbers go to the constant."""
        if isinstance(literal, int):
            self.constant += literal * coefficient
        elif coefficient:
            self.variables.append(literal)
            self.coefficients.append(coefficient)

    def extend(self, other: "Terms", coefficient: int = 1) -> None:
        """Add another sum."""
        self.variables += other.variables
        self.coefficients += [coefficient * c for c in other.coefficients]
        self.constant += coefficient * other.constant

    @property
    def expression(self) -> cp_model.LinearExpr:
        """As a solver's expression."""
        found = cp_model.LinearExpr.weighted_sum(self.variables, self.coefficients)
        return found + self.constant

    def bounds(self) -> tuple[int, int]:
        """Least and greatest value if every variable were free in 0 .. 1."""
        low = sum(c for c in self.coefficients if c < 0)
        high = sum(c for c in self.coefficients if c > 0)
        return self.constant + low, self.constant + high
