// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/gradients_view.h"

#include "ui/plots/plot_view.h"

namespace ui {

void GradientsView::setStale(bool stale)
{
    for (PlotView* plot : plots())
        plot->setCurvesDim(stale);
}

} // namespace ui
