"""The digits that come with the course: real, complete, and as documented."""

from __future__ import annotations

import pytest
import torch

from course_utils import digits


def test_every_digit_has_300_images_to_learn_from_and_100_to_test() -> None:
    everything = digits.load()
    assert everything.x_train.shape == (3000, 28, 28)
    assert everything.x_test.shape == (1000, 28, 28)
    assert everything.x_train.dtype == everything.x_test.dtype == torch.uint8
    assert everything.y_train.dtype == everything.y_test.dtype == torch.int64
    assert torch.bincount(everything.y_train).tolist() == [300] * 10
    assert torch.bincount(everything.y_test).tolist() == [100] * 10


def test_the_digits_are_shuffled() -> None:
    labels = digits.load().y_train
    neighbours_agree = (labels[1:] == labels[:-1]).float().mean()
    assert neighbours_agree < 0.2


def test_no_test_image_is_among_the_training_images() -> None:
    everything = digits.load()
    train = {image.numpy().tobytes() for image in everything.x_train}
    assert not train & {image.numpy().tobytes() for image in everything.x_test}


def test_a_pair_has_columns_between_0_and_1_and_labels_0_and_1() -> None:
    data = digits.pair(3, 8)
    assert data.x_train.shape == (784, 600)
    assert data.x_test.shape == (784, 200)
    assert data.y_train.shape == (1, 600)
    assert data.y_test.shape == (1, 200)
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert x.dtype == y.dtype == torch.float32
        assert x.is_contiguous()
        assert float(x.min()) == 0.0
        assert float(x.max()) == 1.0
        assert y.unique().tolist() == [0.0, 1.0]
        assert float(y.mean()) == 0.5


def test_label_1_stands_for_the_second_digit() -> None:
    everything, data = digits.load(), digits.pair(9, 4)
    nines_and_fours = everything.y_train[(everything.y_train == 9) | (everything.y_train == 4)]
    assert torch.equal(data.y_train[0] == 1, nines_and_fours == 4)


def test_column_i_is_image_i() -> None:
    everything, data = digits.load(), digits.pair(0, 1)
    first = everything.x_train[everything.y_train <= 1][0]
    assert torch.equal(digits.as_images(data.x_train)[0] * 255, first.float())


def test_images_and_columns_are_inverse() -> None:
    x = digits.pair(5, 6).x_test
    assert torch.equal(digits.as_columns((digits.as_images(x) * 255).round().to(torch.uint8)), x)


def test_a_change_does_not_reach_the_next_call() -> None:
    digits.load().x_train.zero_()
    digits.pair(3, 8).x_train.zero_()
    assert digits.load().x_train.any()
    assert digits.pair(3, 8).x_train.any()


def test_the_eight_is_an_8_to_learn_from_and_every_call_gives_a_new_one() -> None:
    everything = digits.load()
    assert torch.equal(digits.the_eight(), everything.x_train[digits.EIGHT])
    assert int(everything.y_train[digits.EIGHT]) == 8
    # Chapter 5 learns from the first 2,500; no digit that it chooses or reports by is shown.
    assert digits.EIGHT < 2500
    digits.the_eight().zero_()
    assert digits.the_eight().any()


@pytest.mark.parametrize("wrong", [(3, 3), (3, 10), (-1, 4)])
def test_a_pair_of_anything_but_two_digits_is_refused_in_words(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="two different digits from 0 to 9"):
        digits.pair(*wrong)


def test_the_attribution_lies_beside_the_file() -> None:
    readme = (digits.FILE.parent / "README.md").read_text(encoding="utf-8")
    for words in ("LeCun", "Cortes", "Burges", "CC BY-SA 3.0"):
        assert words in readme
