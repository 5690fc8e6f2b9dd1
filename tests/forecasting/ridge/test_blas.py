from forecasting.ridge.blas import _controls, one_thread


def test_linear_algebra_runs_on_one_thread_inside_and_as_before_outside() -> None:
    before = [get() for get, _ in _controls()]
    with one_thread():
        assert all(get() == 1 for get, _ in _controls())
    assert [get() for get, _ in _controls()] == before
