from __future__ import annotations

import pytest
import torch

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.objectives import Texture


def test_texture_of_a_small_image_agrees_with_the_sum_by_hand():
    sr = torch.tensor([[[[0.0, 3.0, 3.0], [4.0, 0.0, 0.0], [0.0, 0.0, 0.0]]]])
    # (0,0): down −4, right −3 → 5; (0,1): down 3, right 0 → 3; (1,0): down 4, right 4; (1,1): 0.
    expected = 5 + 3 + 32**0.5 + 0
    assert Texture(Window(0, 0, 2, 2))(sr).item() == pytest.approx(expected)


def test_last_row_and_column_of_the_tile_have_no_outer_neighbour():
    sr = torch.tensor([[[[0.0, 3.0], [4.0, 0.0]]]])
    # (0,0) → 5; (0,1): down 3; (1,0): right 4; (1,1): neither.
    assert Texture(Window(0, 0, 2, 2))(sr).item() == pytest.approx(5 + 3 + 4)


def test_masked_pixels_do_not_count():
    sr = torch.tensor([[[[0.0, 3.0], [4.0, 0.0]]]])
    mask = torch.tensor([[True, False], [False, True]])
    assert Texture(Window(0, 0, 2, 2), mask)(sr).item() == pytest.approx(5)


def test_flat_pixels_are_counted_and_give_a_zero_gradient():
    sr = torch.zeros(1, 2, 6, 6)
    sr[0, :, :, 3:] = 1.0
    sr.requires_grad_()
    objective = Texture(Window(0, 0, 5, 5))
    objective(sr).sum().backward()
    assert torch.isfinite(sr.grad).all()
    assert sr.grad[..., :, :2].abs().max() == 0
    # Only the column beside the edge has texture: 4 of 5 columns are flat.
    assert objective.flat_pixels(sr.detach()) == 20


@pytest.mark.parametrize(("step", "faint"), [(0.0, True), (2e-4, True), (1 / 255, False)])
def test_texture_below_any_visible_step_is_none(step, faint):
    sr = 0.5 + step * (torch.arange(64).view(1, 1, 8, 8) % 2).float().repeat(1, 3, 1, 1)
    assert Texture(Window(1, 1, 4, 4)).is_faint(sr) is faint
    assert Texture(Window(1, 1, 4, 4), torch.eye(4).bool()).is_faint(sr) is faint


def test_images_of_a_batch_are_asked_one_by_one():
    torch.manual_seed(0)
    batch = torch.rand(3, 2, 8, 8)
    objective = Texture(Window(1, 2, 4, 3))
    one_by_one = torch.cat([objective(sr[None]) for sr in batch])
    assert torch.allclose(objective(batch), one_by_one)
