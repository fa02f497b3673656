"""What pyproject.toml cannot say: in a wheel, the sample notes of data/ lie in qa/data."""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["chat", "chat.*", "index", "index.*", "qa", "qa.*", "terminal"]),
        "qa.data",
    ],
    package_dir={"qa.data": "data"},
)
