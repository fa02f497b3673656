"""Averages the weights of two models of one make (Wortsman et al., 2022).

python -m training.average FIRST.pt SECOND.pt OUT.pt [--share 0.6]
"""

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=0.6, help="of the second")
    args = parser.parse_args()
    first, second = torch.load(args.first), torch.load(args.second)
    torch.save({k: torch.lerp(first[k], second[k], args.share) for k in first}, args.out)


if __name__ == "__main__":
    main()
