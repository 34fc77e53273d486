// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/depth/depth_field.h"

#include <QWidget>

#include <vector>

class QGridLayout;

namespace ui {

class NumberSpinBox;
class Theme;

/// The weights of a field as a grid of numbers, W1 beside W2 and b, and two ways to others.
/// Object names: depth_weight_0 ..., depth_reshuffle, depth_reset_weights.
class DepthWeightsForm final : public QWidget {
    Q_OBJECT
public:
    explicit DepthWeightsForm(Theme& theme, QWidget* parent = nullptr);

    void setWeights(const nn::DepthFieldInfo& field, const std::vector<double>& weights);

signals:
    void weightChanged(int index, double value); ///< by the user
    void reshuffleWanted();
    void resetWanted();
    void gestureEnded();

private:
    void build(const nn::DepthFieldInfo& field);

    Theme& m_theme;
    const nn::DepthFieldInfo* m_field = nullptr;
    QWidget* m_grid = nullptr;
    std::vector<NumberSpinBox*> m_numbers;
};

} // namespace ui
