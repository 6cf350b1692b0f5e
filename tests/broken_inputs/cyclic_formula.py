"""A block whose lines depend on each other within one period."""

from finmodel.model.block import Block
from finmodel.model.vocabulary import flow, ref


class Cyclic(Block):
    interest = flow("USD", ref("debt"), "interest on the closing debt")
    debt = flow("USD", interest, "debt that includes the interest")
