"""What a person can choose, and what they are told when it cannot be."""

import socket
from dataclasses import replace

import pytest

from local.failures import LocalFailure
from local.options import RunOptions
from local.ports import HOST, Ports, is_listening


def test_the_defaults_are_those_of_the_readme():
    options = RunOptions.from_environment({})

    assert (options.products, options.faults, options.days) == (1000, "realistic", 1)
    assert options.ports == Ports(emulator=4566, mock=4570, web=4580)


def test_everything_comes_from_the_environment():
    chosen = {
        "PRODUCTS": "20000",
        "SEED": "3",
        "FAULTS": "hostile",
        "DAYS": "7",
        "PORT_BASE": "14560",
    }

    assert RunOptions.from_environment(chosen) == RunOptions(
        products=20_000, seed=3, faults="hostile", days=7, ports=Ports(14566, 14570, 14580)
    )


def test_the_source_of_products_comes_from_the_environment():
    chosen = {"PRODUCT_SOURCE": "listings", "REVIEW_TEXTS": "extension", "FEEDBACK_DAYS": "3"}

    options = RunOptions.from_environment({**chosen, "PATH": "/bin"})

    assert options.collection == {name.lower(): text for name, text in chosen.items()}


@pytest.mark.parametrize(
    ("name", "value"),
    [("PRODUCT_SOURCE", "ebay"), ("REVIEW_TEXTS", "all"), ("FEEDBACK_DAYS", "often")],
)
def test_a_wrong_source_is_named(name, value):
    with pytest.raises(LocalFailure, match=f"^{name}: "):
        RunOptions.from_environment({name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRODUCTS", "0"),
        ("PRODUCTS", "100001"),
        ("PRODUCTS", "many"),
        ("DAYS", "-1"),
        ("FAULTS", "some"),
        ("PORT_BASE", "80"),
    ],
)
def test_a_wrong_choice_is_one_line_that_names_it(name, value):
    with pytest.raises(LocalFailure, match=f"^{name}={value}") as caught:
        RunOptions.from_environment({name: value})

    assert "\n" not in str(caught.value)


def test_a_port_of_somebody_else_is_named_with_a_way_out():
    with socket.socket() as theirs:
        theirs.bind((HOST, 0))
        theirs.listen()
        port = theirs.getsockname()[1]

        with pytest.raises(LocalFailure, match=f"Port {port} \\(mock\\) is in use.*PORT_BASE"):
            Ports(emulator=1, mock=port, web=2).require_free("mock")


def test_free_ports_differ_and_nobody_listens_on_them():
    ports = Ports.free()

    assert len({ports.emulator, ports.mock, ports.web}) == 3
    assert not any(map(is_listening, (ports.emulator, ports.mock, ports.web)))


def test_what_the_environment_leaves_out_is_as_the_default_says():
    default = RunOptions(products=120, seed=11, faults="none", ports=Ports.from_base(21000))

    assert RunOptions.from_environment({}, default) == default
    chosen = RunOptions.from_environment({"SEED": "5", "PORT_BASE": "22000"}, default)
    assert chosen == replace(default, seed=5, ports=Ports.from_base(22000))
