// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace ui {

/// A combo box that the wheel changes only when it has the focus, so that scrolling a form
/// never alters a setting.
class ComboBox final : public QComboBox {
    Q_OBJECT
public:
    explicit ComboBox(QWidget* parent = nullptr);

    /// Selects the entry whose data is `wanted`; false if there is none.
    bool selectData(const QVariant& wanted);

protected:
    void wheelEvent(QWheelEvent* event) override;
};

} // namespace ui
